/** An attack on instructions that can be told by its words. */
export interface InjectionPhrase {
  /** What the type of its hits is. */
  readonly name: string;
  /** On the plain view: lower case, one blank between words. Linear in time: every repetition is bounded, none can match in two ways. */
  readonly pattern: RegExp;
  /** 0 to 1. From 0.8 on the default policy has it reviewed; below, the words also stand in harmless texts. */
  readonly score: number;
}

const PREVIOUS =
  '(?:all |any |the |my |your |these |those |of |every ){0,6}(?:previous|prior|above|earlier|preceding|foregoing|initial|original|past|system|existing|former)';
const INSTRUCTIONS =
  '(?:instructions?|prompts?|directions?|rules?|guidelines?|commands?|messages?|context|constraints?|programming|directives?|orders?)';

/** In English and Chinese; other languages and what hides in documents have files of their own. */
export const INJECTION_PHRASES: readonly InjectionPhrase[] = [
  {
    name: 'ignore-previous',
    pattern: new RegExp(
      `\\b(?:ignore|disregard|forget|override|bypass|discard|neglect|skip|drop)[a-z]* ${PREVIOUS} (?:\\w+ ){0,2}${INSTRUCTIONS}`,
      'g',
    ),
    score: 0.95,
  },
  {
    name: 'ignore-everything',
    pattern:
      /\b(?:ignore|disregard|forget) (?:everything|all|anything) (?:\w+ ){0,2}(?:above|before|so far|you (?:were|have been|are) told|i said|previously)/g,
    score: 0.9,
  },
  {
    name: 'ignore-above',
    pattern:
      /\b(?:ignore|disregard|forget|overlook) (?:everything |all ){0,1}(?:of ){0,1}(?:the |what's |what is ){0,1}(?:above|foregoing|preceding)\b/g,
    score: 0.75,
  },
  {
    name: 'ignore-told',
    pattern:
      /\b(?:ignore|disregard|forget|overlook) (?:\w+ ){0,4}(?:that ){0,1}you(?: have|'ve| were| are|'re){0,1}(?: been){0,1} (?:told|instructed|given|taught|programmed)/g,
    score: 0.9,
  },
  {
    name: 'ignore-yours',
    pattern: new RegExp(
      `\\b(?:ignore|disregard|forget|overlook|override|bypass)(?: about){0,1}(?: all){0,1} your (?:\\w+ ){0,1}${INSTRUCTIONS}\\b`,
      'g',
    ),
    score: 0.85,
  },
  {
    name: 'ignore-and-say',
    pattern:
      /\b(?:ignore|disregard|forget) (?:the|this|that|everything|all) (?:\w+ ){0,4}and (?:instead |just |only ){0,2}(?:say|state|print|output|respond|reply|write|give|repeat|tell|return|answer)\b/g,
    score: 0.6,
  },
  {
    name: 'asks-assistant-for-secret',
    pattern: /\byour (?:own |secret |system |admin |master ){0,2}(?:password|passphrase|passcode|secret key)\b/g,
    score: 0.55,
  },
  {
    name: 'fake-mode',
    pattern:
      /[<[({][^<>[\](){}]{0,24}\b(?:system|god|admin|developer|root|override|debug)[ _-](?:mode|override)[^<>[\](){}]{0,10}[>\])}]|\b(?:now )?entering (?:\w+ ){0,2}(?:override|god|debug|maintenance|developer) mode\b/g,
    score: 0.8,
  },
  {
    name: 'reveal-prompt',
    pattern: new RegExp(
      `\\b(?:reveal|show|print|repeat|output|display|tell|give|leak|expose|recite|disclose|share)[a-z]* (?:me |us |back |out |verbatim ){0,3}(?:your|the|all|any) (?:\\w+ ){0,2}(?:system|initial|hidden|secret|original|developer|internal|confidential) (?:\\w+ ){0,1}${INSTRUCTIONS}`,
      'g',
    ),
    score: 0.9,
  },
  {
    name: 'new-identity',
    pattern:
      /\byou are (?:now|no longer) (?:\w+ ){0,4}(?:dan|jailbroken|unrestricted|unfiltered|uncensored|evil|free from|bound by|an? ai)/g,
    score: 0.85,
  },
  {
    name: 'developer-mode',
    pattern:
      /\b(?:enable|activate|enter|switch to|turn on) (?:\w+ ){0,2}(?:developer|debug|god|dan|jailbreak|admin|sudo|unrestricted|maintenance) mode/g,
    score: 0.85,
  },
  { name: 'do-anything-now', pattern: /\bdo anything now\b|\bact as dan\b|\bstay in (?:the )?character of dan\b/g, score: 0.9 },
  {
    name: 'no-restrictions',
    pattern:
      /\b(?:without|no|free (?:of|from)|ignor(?:e|ing)|bypass(?:ing)?) (?:any |all |your |the |its ){0,4}(?:ethical|moral|safety|content|openai|policy|usage)[a-z]* (?:\w+ ){0,2}(?:guidelines?|restrictions?|filters?|polic(?:y|ies)|constraints?|limitations?|considerations?)/g,
    score: 0.7,
  },
  {
    name: 'fake-turn',
    pattern:
      /(?:^|\n| )(?:###? ?)?(?:system|assistant|developer) ?(?:prompt|message|override)? ?: ?(?:you|ignore|new|from now|the user)/g,
    score: 0.7,
  },
  {
    name: 'end-of-prompt',
    pattern: /\bend of (?:the )?(?:system )?(?:prompt|instructions?|document|context)\b.{0,40}\b(?:new|real|actual|now|begin)/g,
    score: 0.75,
  },
  {
    name: 'zh-ignore',
    pattern:
      /(?:忽略|无视|忘记|忘掉|抛开|不要理会|跳过|绕过|覆盖)(?:掉)?(?:你)?(?:之前|以上|上面|先前|前面|所有|一切|此前|原有|系统)[^。，\n]{0,12}(?:指令|指示|提示|规则|要求|设定|命令|限制|内容|约束)/g,
    score: 0.95,
  },
  {
    name: 'zh-reveal',
    pattern:
      /(?:输出|告诉我|显示|泄露|透露|打印|重复|公开|说出|展示)[^。，\n]{0,8}(?:系统提示|系统指令|初始指令|隐藏指令|提示词|内部规则|system prompt)/g,
    score: 0.9,
  },
  {
    name: 'zh-identity',
    pattern:
      /(?:你现在|从现在起|从现在开始|接下来)(?:你)?(?:是|将|要|扮演|进入)[^。\n]{0,16}(?:没有限制|不受限制|无限制|不受任何|开发者模式|越狱|没有任何道德)/g,
    score: 0.9,
  },
];
