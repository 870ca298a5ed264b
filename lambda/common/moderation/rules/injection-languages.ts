import { plainView } from '../normalise/plain.ts';
import type { InjectionPhrase } from './injection-phrases.ts';

/** How other languages tell a model to ignore its instructions: beginnings of verbs, and of what is to be ignored. */
const LANGUAGES: Readonly<Record<string, readonly [verbs: readonly string[], nouns: readonly string[]]>> = {
  ar: [
    ['تجاهل', 'انس '],
    ['تعليمات', 'التعليم', 'الأوامر', 'القواعد'],
  ],
  de: [
    ['ignorier', 'vergiss', 'vergessen sie', 'missachte'],
    ['anweisung', 'vorgaben', 'instruktion', 'regeln'],
  ],
  el: [
    ['αγνόησ', 'αγνοήσ', 'ξέχασ', 'ξεχάσ'],
    ['οδηγί', 'εντολ', 'κανόν'],
  ],
  es: [
    ['ignora', 'ignore', 'olvid', 'descarta', 'omite'],
    ['instrucciones', 'reglas', 'indicaciones', 'órdenes'],
  ],
  fr: [
    ['ignorez', 'ignore les ', 'ignore toutes', 'ignore tes ', 'oublie', 'ne tenez pas compte'],
    ['instructions', 'consignes', 'règles', 'directives'],
  ],
  hi: [
    ['निर्देश', 'आदेश', 'नियम'],
    ['अनदेख', 'भूल', 'नजरअंदाज', 'उपेक्षा'],
  ],
  id: [
    ['abaikan', 'lupakan'],
    ['instruksi', 'perintah', 'aturan'],
  ],
  it: [
    ['ignora', 'ignorare', 'dimentica'],
    ['istruzioni', 'regole', 'indicazioni', 'direttive'],
  ],
  ja: [
    ['指示', '命令', 'ルール', '指令', 'プロンプト'],
    ['無視', '忘れ'],
  ],
  ko: [
    ['지시', '명령', '규칙', '지침'],
    ['무시', '잊어'],
  ],
  nl: [
    ['negeer', 'vergeet'],
    ['instructies', 'opdrachten', 'regels'],
  ],
  pl: [
    ['zignoruj', 'ignoruj', 'zapomnij'],
    ['instrukcj', 'poleceni', 'zasad'],
  ],
  pt: [
    ['ignore', 'ignora', 'esqueça', 'desconsidere'],
    ['instruções', 'regras', 'orientações', 'ordens'],
  ],
  ru: [
    ['игнорир', 'проигнорир', 'забуд', 'не обращай'],
    ['инструкци', 'указани', 'правил', 'команд'],
  ],
  tr: [
    ['talimat', 'kural', 'komut'],
    ['yok say', 'görmezden', 'unut', 'dikkate alma'],
  ],
  vi: [
    ['bỏ qua', 'phớt lờ', 'quên'],
    ['hướng dẫn', 'chỉ dẫn', 'mệnh lệnh'],
  ],
};

/** As they stand in the plain view, where letters have no marks and some Cyrillic and Greek ones have become Latin. */
const anyOf = (words: readonly string[]): string =>
  words.map((word) => plainView(word).text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|');

/** The two stand in one sentence, not far apart. */
const GAP = '[^.!?。！？]{0,40}?';

const INJECTION_LANGUAGES: readonly InjectionPhrase[] = Object.entries(LANGUAGES).map(([language, [first, second]]) => ({
  name: `ignore-${language}`,
  pattern: new RegExp(`(?<![a-z])(?:${anyOf(first)})${GAP}(?:${anyOf(second)})`, 'g'),
  score: 0.9,
}));

/** What is to be ignored, or is told to ignore, in any of the languages; most texts hold none of it. */
const ANY = new RegExp(anyOf(Object.values(LANGUAGES).flatMap(([, second]) => second)));

/** Those that a text can match. */
export const languagePhrases = (text: string): readonly InjectionPhrase[] => (ANY.test(text) ? INJECTION_LANGUAGES : []);
