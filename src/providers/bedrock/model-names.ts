/** Every spelling in which a caller may name a Claude model, turned into one that Bedrock takes in a region. */
import { bareClaudeName, withDashedDate } from '../../wire/claude-model-name.ts';

/** What Bedrock itself calls a model: an ARN, or a publisher's name, with or without a profile in front. */
const OWN_NAME = /^(?:arn:aws|(?:[a-z]{2,6}(?:-gov)?\.)?[a-z0-9]+\.(?!\d))/;

/**
 * A name of Bedrock's own stays as it is, and so does what is no Claude model. Any other spelling becomes `platformId`, the
 * catalog's name for the model, behind the inference profile of the region's geography, without which newer models cannot
 * be called. A geography without a profile gets none: the `global.` one would let data leave it, so it has to be asked for
 * by its name.
 */
export function bedrockModelName(name: string, platformId: string | null, region: string): string {
  const asked = name.trim().replace(/\[1m\]$/i, '');
  if (OWN_NAME.test(asked) || !asked.includes('claude')) return asked;
  const id = platformId ?? mended(asked);
  return id.startsWith('anthropic.') ? `${profileFor(region, id)}${id}` : id;
}

/** Models that the catalog does not know: those with a date have a revision too. */
function mended(name: string): string {
  const bare = withDashedDate(bareClaudeName(name));
  if (!bare.startsWith('claude-')) return bare;
  return `anthropic.${bare}${/-\d{8}$/.test(bare) ? '-v1:0' : ''}`;
}

/** Sold in one region each. */
const WITHOUT_PROFILE = /claude-3-(?:5-)?(?:sonnet|haiku|opus)-20/;
/** The last ones whose profile in Asia was that of the whole area. */
const ASIA_WIDE = /claude-(?:3-7-sonnet|sonnet-4|opus-4)-2025(?:0219|0514)/;

/** Source: AWS's page on inference profiles. */
const GEOGRAPHIES: readonly (readonly [region: RegExp, profile: string])[] = [
  [/^us-gov-/, 'us-gov.'],
  [/^us-/, 'us.'],
  [/^eu-/, 'eu.'],
  [/^ap-northeast-[13]$/, 'jp.'],
  [/^ap-southeast-[24]$/, 'au.'],
];

function profileFor(region: string, id: string): string {
  if (WITHOUT_PROFILE.test(id)) return '';
  if (region.startsWith('ap-') && ASIA_WIDE.test(id)) return 'apac.';
  return GEOGRAPHIES.find(([geography]) => geography.test(region))?.[1] ?? '';
}
