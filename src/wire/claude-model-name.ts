/** The spellings of a Claude model's name: what platforms, registries and clients put around it. */
import { withoutContextMark } from '../clients/claude-code.ts';

/** Prefixes of Bedrock's cross-region inference profiles. Source: AWS's page on inference profiles. */
const PROFILE = '(?:us|us-gov|eu|apac|ap|au|jp|ca|sa|global)\\.';
/** Of an ARN, of Google's resource names, or of both kinds of catalog. */
const PUBLISHER = new RegExp(
  `^(?:arn:aws[\\w-]*:bedrock:[^/]*/|(?:.*/)?publishers/[^/]+/models/)?((?:${PROFILE})?anthropic[./])?(?=claude)`,
);
/** `-v1:0` or, behind a publisher, `-v1`. */
const REVISION = /-v\d+:\d+$/;
const SHORT_REVISION = /-v\d+(?::\d+)?$/;
const VERSION_ALIAS = /@(?:default|latest)$/;

/**
 * The name without `[1m]`, a publisher, an inference profile, an ARN's head, Bedrock's revision and `@default`; a date keeps
 * its mark, `@` or `-`. A name that is none of Claude's loses the first and the last of these only.
 */
export function bareClaudeName(name: string): string {
  const spelled = withoutContextMark(name.trim()).replace(VERSION_ALIAS, '');
  const head = PUBLISHER.exec(spelled);
  if (head === null) return spelled;
  const bare = spelled.slice(head[0].length);
  return bare.replace(head[1] === undefined ? REVISION : SHORT_REVISION, '');
}

/** The same name where a date stands after a dash, as Anthropic and Bedrock write it. */
export const withDashedDate = (name: string): string => name.replace(/^(claude-.+)@(\d{8})$/, '$1-$2');

/** The same name where a date stands after an `@`, as Vertex AI writes it. */
export const withDateAfterAt = (name: string): string => name.replace(/^(claude-.+)-(\d{8})$/, '$1@$2');
