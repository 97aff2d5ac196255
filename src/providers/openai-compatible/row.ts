/** What has to be said of a provider that speaks OpenAI's Chat Completions. */
import type { TargetQuirks } from '../../wire/chat/translator.ts';

export interface OpenaiCompatibleRow {
  /** The contract's provider id. */
  id: string;
  name: string;
  /** Before `/chat/completions`, with the version. */
  baseUrl: string;
  /** Settings that go as a header of every request. */
  headerSettings?: readonly { name: string; header: string; label: string; help: string }[];
  /** Where it differs from OpenAI. One that refuses `stream_options` is not asked for the usage of streams. */
  quirks: TargetQuirks;
}
