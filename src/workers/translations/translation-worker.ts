/** The thread in which large bodies are translated. */
import {
  answerFacts,
  translateAnswer,
  translateCall,
  type AnswerToTranslate,
  type CallToTranslate,
} from '../../wire/dialects/translations.ts';
import { answerCalls } from '../worker-calls.ts';

const operations = {
  call: (asked: CallToTranslate) => translateCall(asked, letGo),
  answer: (asked: AnswerToTranslate) => translateAnswer(asked),
  facts: answerFacts,
};

export type TranslationOperations = typeof operations;

/** The bytes came as this thread's own, and are not needed once they are parsed. */
function letGo({ bytes: { buffer } }: CallToTranslate): void {
  if (buffer instanceof ArrayBuffer) buffer.transfer(0);
}

answerCalls(operations, { isWaitedFor: true });
