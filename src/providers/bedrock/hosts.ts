/** Where Bedrock's runtime is, by region. Source: AWS's page on partitions and endpoints. */

/** How the names of regions begin, and the domain of their partition. */
const DOMAINS: readonly (readonly [string, string])[] = [
  ['cn-', 'amazonaws.com.cn'],
  ['us-isob-', 'sc2s.sgov.gov'],
  ['us-iso-', 'c2s.ic.gov'],
  ['eu-isoe-', 'cloud.adc-e.uk'],
  ['us-isof-', 'csp.hci.ic.gov'],
  ['eusc-', 'amazonaws.eu'],
];

export function runtimeHost(region: string): string {
  const domain = DOMAINS.find(([head]) => region.startsWith(head))?.[1] ?? 'amazonaws.com';
  return `https://bedrock-runtime.${region}.${domain}`;
}
