import { testCheck } from '../../check.suite.ts';
import { language } from './index.ts';

const GERMAN = 'Bitte schreibe mir eine Funktion, die alle Zeilen einer Datei zählt und das Ergebnis ausgibt.';
const ENGLISH = 'Please write a function that counts all lines of a file, and prints what it has found.';

testCheck({
  check: language,
  wrong: [{ language: 'klingon' }, { language: [] }],
  cases: [
    { name: 'English is the default', texts: [ENGLISH], verdict: true },
    { name: 'another language', texts: [GERMAN], verdict: false },
    { name: 'one of several', parameters: { language: ['en', 'deu_Latn'] }, texts: [GERMAN], verdict: true },
    { name: 'one that is not wanted', parameters: { language: 'de', not: true }, texts: [GERMAN], verdict: false },
    {
      name: 'another than the one that is not wanted',
      parameters: { language: 'de', not: true },
      texts: [ENGLISH],
      verdict: true,
    },
    { name: 'a word tells no language', texts: ['ok'], verdict: true },
    { name: 'no text', verdict: 'missing_text' },
  ],
});
