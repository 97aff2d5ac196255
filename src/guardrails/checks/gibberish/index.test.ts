import { testCheck } from '../../check.suite.ts';
import { gibberish } from './index.ts';

const passing = [
  'Please fix the bug in the parser, and write a test for it.',
  'Bitte behebe den Fehler im Parser und schreibe einen Test dafür.',
  'Corrige el error del analizador y escribe una prueba para ello.',
  'Corrige le bogue de l’analyseur et écris un test pour cela.',
  '请修复解析器中的错误，并为此编写一个测试，谢谢。',
  'export function add(first: number, second: number): number { return first + second; }',
  'SELECT name, sum(total) FROM orders WHERE created_at > now() GROUP BY name',
];
const failing = [
  'asdkjh qwlkej zxmcnb qpwoei',
  'lkjsdf oiwer nmxcv lksdjf weoiru',
  'fjdkslajfkdlsajfkdlsa',
  'xkcd qqqq wwww eeee rrrr zzxx',
];

testCheck({
  check: gibberish,
  wrong: [{ not: 'x' }],
  cases: [
    ...passing.map((text) => ({ name: `reads like something: ${text}`, texts: [text], verdict: true })),
    ...failing.map((text) => ({ name: `reads like nothing: ${text}`, texts: [text], verdict: false })),
    {
      name: 'gibberish that is wanted',
      parameters: { not: true },
      texts: ['asdkjh qwlkej zxmcnb qpwoei'],
      verdict: true,
    },
    { name: 'a few letters tell nothing', texts: ['qqqq'], verdict: true },
    { name: 'no text', verdict: 'missing_text' },
  ],
});
