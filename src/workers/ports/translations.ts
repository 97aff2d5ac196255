/** Translation of large bodies beside the event loop. What the functions do stands in `src/wire/dialects/translations.ts`. */
import type { TranslatedAnswer } from '../../wire/chat/translate-whole.ts';
import type { DialectId } from '../../wire/chat/call.ts';
import type { AnswerToTranslate, CallToTranslate, TranslatedCall } from '../../wire/dialects/translations.ts';
import type { AnswerFacts } from '../../wire/dialects/dialect.ts';

/** Rejects with GatewayError: `overloaded` where too many wait, `body_too_large` where one takes more memory than there is. */
export interface Translations {
  call(asked: CallToTranslate): Promise<TranslatedCall>;
  answer(asked: AnswerToTranslate): Promise<TranslatedAnswer>;
  facts(asked: { bytes: Uint8Array; dialect: DialectId }): Promise<AnswerFacts>;
  close(): Promise<void>;
}
