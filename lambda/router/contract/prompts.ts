/** A place in a template's text that takes the value of a variable: `{{customer}}`. */
export const PLACEHOLDER = /\{\{ *([A-Za-z_][A-Za-z0-9_]*) *\}\}/g;

/** A value that a template takes. */
export interface PromptVariable {
  /** Characters. */
  readonly maxLength: number;
  /** @default - the client has to give one */
  readonly default?: string;
}

/** Texts in which `{{variable}}` stands for what the client gives. At least one of the two is there. */
export interface PromptTemplate {
  /** Put before all other messages. */
  readonly system?: string;
  /** Put behind all other messages. */
  readonly user?: string;
  readonly variables: Readonly<Record<string, PromptVariable>>;
}

/** One change of an answer's text. Exactly one of the members is there. */
export interface TextOperation {
  /** Every occurrence of a text, letter by letter, becomes another. */
  readonly replace?: { readonly find: string; readonly with: string };
  /** Everything between two marks goes, and the marks too; without the second, everything to the end. */
  readonly remove?: { readonly from: string; readonly to: string };
  readonly append?: string;
  readonly prepend?: string;
  /** Blanks and line ends at the beginning and at the end go. Always true. */
  readonly trim?: boolean;
}

export const OPTIMISATIONS = ['whitespace', 'duplicates', 'history'] as const;
export type Optimisation = (typeof OPTIMISATIONS)[number];

/** What happens to the chats of one model or alias. */
export interface PromptAttachment {
  /** `name@version`. @default - none; clients may choose one */
  readonly template?: string;
  /** Names of post-processors, in order. @default - none */
  readonly postProcess?: readonly string[];
  /** @default - the prompt goes out as it came */
  readonly optimise?: readonly Optimisation[];
  /** Tokens of the messages, estimated, above which `history` shortens them. There when `history` is. */
  readonly historyTokens?: number;
}

/** Templates, post-processors and where they apply: data that changes without a deployment of code. */
export interface Prompts {
  /** By `name@version`; versions are whole numbers from 1. */
  readonly templates?: Readonly<Record<string, PromptTemplate>>;
  readonly postProcessors?: Readonly<Record<string, readonly TextOperation[]>>;
  /** By the name that clients ask: an alias or a model. */
  readonly attach?: Readonly<Record<string, PromptAttachment>>;
}
