/** What has to be said of a provider that speaks OpenAI's Chat Completions. */
import type { TargetQuirks } from '../../wire/chat/translator.ts';
import type { ApiOperation } from '../provider.ts';

export interface OpenaiCompatibleRow {
  /** The contract's provider id. */
  id: string;
  name: string;
  /** Before `/chat/completions`, with the version; `{name}` stands for a placeholder. null = a host of one's own. */
  baseUrl: string | null;
  /** Settings that the base URL names. */
  placeholders?: readonly { name: string; label: string; help: string }[];
  /** The header of the key, where it is not `Authorization: Bearer`. */
  keyHeader?: { name: string; prefix: string };
  /** Headers that every request carries. */
  headers?: Readonly<Record<string, string>>;
  /** It speaks none of OpenAI's dialects: only paths of its own go to it. */
  isPassedOnOnly?: true;
  /** Where it speaks Anthropic's Messages too: before `/v1/messages`, on the host of `baseUrl`. */
  anthropicUrl?: string;
  /** It serves `/responses` too. */
  hasResponses?: boolean;
  /** It counts the tokens of a call to `/responses`. */
  countsTokens?: boolean;
  /** What else of OpenAI's API it serves. Absent = nothing that a source documents; a custom host is sent all of it. */
  serves?: readonly ApiOperation[];
  /** Paths that lie elsewhere on the host, by OpenAI's path behind the version, as `/images/generations`. */
  paths?: Readonly<Record<string, string>>;
  /** Settings that go as a header of every request. */
  headerSettings?: readonly { name: string; header: string; label: string; help: string }[];
  /**
   * Where it differs from OpenAI: by these a call is written that came in another dialect, and a body of Chat Completions is
   * changed where it has to be. One that refuses `stream_options` is not asked for the usage of streams.
   */
  quirks: TargetQuirks;
  /** What else is known of its models, by their names. Absent = what is known of open models. */
  modelQuirks?: (model: string) => TargetQuirks;
}
