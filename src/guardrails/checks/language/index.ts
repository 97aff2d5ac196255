/** `portkey.language`: the text is in the language that is wanted. Local. */
import { z } from 'zod';
import { defineCheck, textOf, type Check } from '../../check.ts';
import { loadDetection } from '../../detect-language.ts';

/** The contract has codes of FLORES-200; the detector has those of ISO 639-1. */
const BY_FLORES: Readonly<Record<string, string>> = {
  amh_Ethi: 'am', arb_Arab: 'ar', azj_Latn: 'az', bel_Cyrl: 'be', bul_Cyrl: 'bg', ben_Beng: 'bn', cat_Latn: 'ca',
  ces_Latn: 'cs', dan_Latn: 'da', deu_Latn: 'de', ell_Grek: 'el', eng_Latn: 'en', spa_Latn: 'es', est_Latn: 'et',
  eus_Latn: 'eu', pes_Arab: 'fa', fin_Latn: 'fi', fra_Latn: 'fr', guj_Gujr: 'gu', heb_Hebr: 'he', hin_Deva: 'hi',
  hrv_Latn: 'hr', hun_Latn: 'hu', hye_Armn: 'hy', isl_Latn: 'is', ita_Latn: 'it', jpn_Jpan: 'ja', kat_Geor: 'ka',
  kan_Knda: 'kn', kor_Hang: 'ko', kmr_Latn: 'ku', lao_Laoo: 'lo', lit_Latn: 'lt', lvs_Latn: 'lv', mal_Mlym: 'ml',
  mar_Deva: 'mr', zsm_Latn: 'ms', nld_Latn: 'nl', nob_Latn: 'no', ory_Orya: 'or', pan_Guru: 'pa', pol_Latn: 'pl',
  por_Latn: 'pt', ron_Latn: 'ro', rus_Cyrl: 'ru', slk_Latn: 'sk', slv_Latn: 'sl', als_Latn: 'sq', srp_Cyrl: 'sr',
  swe_Latn: 'sv', tam_Taml: 'ta', tel_Telu: 'te', tha_Thai: 'th', tgl_Latn: 'tl', tur_Latn: 'tr', ukr_Cyrl: 'uk',
  urd_Arab: 'ur', vie_Latn: 'vi', yor_Latn: 'yo', zho_Hans: 'zh', zho_Hant: 'zh',
}; // prettier-ignore

const CODES = [...Object.keys(BY_FLORES), ...new Set(Object.values(BY_FLORES))] as [string, ...string[]];

export const language: Check = defineCheck({
  id: 'portkey.language',
  name: 'Language',
  summary:
    'Passes when the text is in one of the languages, or too short to tell; with `not`, when it is in none of them.',
  parameters: z.strictObject({
    language: z
      .union([z.enum(CODES), z.array(z.enum(CODES)).min(1)])
      .default('eng_Latn')
      .meta({ description: 'Codes of FLORES-200 as eng_Latn, or of ISO 639-1 as en.' }),
    not: z.boolean().default(false),
  }),
  open({ language: given, not }) {
    const wanted = new Set((Array.isArray(given) ? given : [given]).map((code) => BY_FLORES[code] ?? code));
    const detection = loadDetection();
    return {
      kind: 'judge',
      async judge(subject) {
        const text = textOf(subject);
        const { language: found, isSure } = (await detection)(text);
        if (!isSure) return { verdict: true, data: { explanation: 'The text is too short to tell its language.' } };
        const explanation = `The text is in "${found}".`;
        return { verdict: wanted.has(found) !== not, data: { explanation, language: found, not } };
      },
    };
  },
});
