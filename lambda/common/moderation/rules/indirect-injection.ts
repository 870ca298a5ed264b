import type { InjectionPhrase } from './injection-phrases.ts';

const MODEL =
  '(?:ai|llm|language model|chat ?bot|chatgpt|gpt|claude|gemini|copilot|virtual assistant|ai (?:assistant|model|agent|system)|assistant)s?';
const READS = '(?:read|see|process|summari[sz]e|encounter|pars|analy[sz]e|review|access|index)(?:s|e|ing|ed)?';
const PRIVATE =
  "(?:conversation|chat history|chat log|system prompt|(?:the )?user'?s? (?:data|messages?|input|information|query|question|name|e-?mail)|api keys?|credentials|passwords?|secrets|access tokens?|environment variables|previous messages)";

/**
 * What speaks to a model out of a document, a web page or the output of a tool, and what carries data away in an address. On the plain view;
 * linear in time like the direct phrases.
 */
export const INDIRECT_INJECTION: readonly InjectionPhrase[] = [
  {
    name: 'speaks-to-model',
    pattern: new RegExp(
      `\\b${MODEL}[,:]? (?:\\w+ ){0,2}(?:who|that|when|while|if|as) (?:you ){0,1}(?:\\w+ ){0,2}${READS} (?:this|these)\\b`,
      'g',
    ),
    score: 0.85,
  },
  {
    name: 'if-you-are-model',
    pattern: new RegExp(
      `\\bif you(?: are|'re) (?:an? ){0,1}(?:\\w+ ){0,2}${MODEL}\\b[^.!?]{0,40}\\b(?:must|should|please|do not|don't|ignore|include|say|add|reply|respond|${READS} this)\\b`,
      'g',
    ),
    score: 0.8,
  },
  {
    name: 'note-to-model',
    pattern: new RegExp(
      `\\b(?:note|notice|message|instructions?|attention|reminder|command|request|update|important)s? (?:to|for) (?:the |all |any |every ){0,2}${MODEL}(?= ?[:,.!-]| (?:reading|processing|only|must|should))`,
      'g',
    ),
    score: 0.85,
  },
  {
    name: 'hidden-comment',
    pattern: new RegExp(
      `(?:<!--|\\[(?://|comment)\\]: ?# ?\\()(?:(?!-->).){0,200}?\\b(?:${MODEL}(?: must| should|,|:)|system prompt|(?:previous|prior|above|your) instructions|ignore (?:the|this|all) (?:\\w+ ){0,2}and|you (?:must|should|are now)|override mode)`,
      'g',
    ),
    score: 0.8,
  },
  {
    name: 'hidden-style',
    pattern: new RegExp(
      `<\\w{1,12} [^>]{0,120}(?:display: ?none|visibility: ?hidden|font-size: ?0|opacity: ?0(?!\\.)|color: ?(?:white|#fff))[^>]{0,120}>[^<]{0,200}?\\b(?:${MODEL}\\b|instructions\\b|ignore\\b|you must\\b|system prompt\\b)`,
      'g',
    ),
    score: 0.8,
  },
  {
    name: 'keep-from-user',
    pattern:
      /\b(?:do not|don't|never|without) (?:tell|mention|inform|notify|alert|warn|reveal|telling|mentioning|informing|notifying|alerting)(?: this| it| anything)?(?: to)? (?:the )?(?:users?|humans?)\b/g,
    score: 0.6,
  },
  {
    name: 'new-task',
    pattern:
      /\b(?:your|the) (?:new|real|actual|true) (?:task|instructions?|objective|goal|mission|purpose) (?:is|are)\b|\bnew instructions? ?:/g,
    score: 0.6,
  },
  {
    name: 'send-away',
    pattern: new RegExp(
      `\\b(?:send|post|forward|upload|exfiltrate|transmit|leak|e-?mail|append|encode|embed|put)(?:s|ing)? (?:\\w+ ){0,5}${PRIVATE} (?:\\w+ ){0,5}(?:to|in|into|at|via|as) (?:\\w+ ){0,3}(?:https?:|url|webhook|image|query|link|[\\w.+-]{1,64}@)`,
      'g',
    ),
    score: 0.85,
  },
  {
    name: 'data-in-image',
    pattern: /!\[[^\]]{0,100}\]\(https?:\/\/[^\s)?]{1,200}\?[^\s)]{0,100}=(?:[{<[%]|\$\{) ?(?:\w+[ _-]){0,4}\w{1,40}[^)]{0,20}/g,
    score: 0.85,
  },
  {
    name: 'payload-in-image',
    pattern: /!\[[^\]]{0,100}\]\(https?:\/\/[^\s)?]{1,200}\?(?!x-amz-|[^\s)]{0,40}signature=)[^\s)=]{1,40}=[\w%+/-]{60,2000}/g,
    score: 0.7,
  },
  {
    name: 'zh-speaks-to-model',
    pattern:
      /(?:ai|人工智能|智能助手|语言模型|大模型|聊天机器人)[^。！？]{0,8}(?:如果你?|当你?|在|请)[^。！？]{0,6}(?:读到|看到|阅读|处理|总结)[^。！？]{0,6}(?:这|本|此)/g,
    score: 0.85,
  },
  {
    name: 'zh-if-you-are-model',
    pattern:
      /如果你是(?:一个|一名|一款)?(?:ai|人工智能|语言模型|大模型|聊天机器人|智能助手)[^。！？]{0,20}(?:请|必须|应|不要|忽略)/g,
    score: 0.8,
  },
  {
    name: 'zh-keep-from-user',
    pattern: /(?:不要|不能|切勿|请勿|别)(?:将此|把此|把这)?(?:告诉|告知|通知|提醒|透露给?|向)[^。！？]{0,3}(?:用户|使用者)/g,
    score: 0.6,
  },
];
