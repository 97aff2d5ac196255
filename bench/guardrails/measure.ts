/** Precision and recall of the detectors on the labelled set, by category: `node bench/guardrails/measure.ts`. */
import { scanSecrets } from '../../src/guardrails/secrets/scan-secrets.ts';
import { CATEGORIES, scanPii } from '../../src/guardrails/pii/scan-pii.ts';
import { chanceOf } from './random.ts';
import { keyBlocks, namedSamples, secretNegatives, vendorSamples, type Sample } from './secret-samples.ts';
import { measure, print } from './measure-set.ts';
import { measurePeers } from './peers.ts';
import { outsideNegatives, outsidePii, outsideSecrets } from './outside-samples.ts';
import { piiNegatives, piiSamples } from './pii-samples.ts';

const chance = chanceOf(20_261_129);
const secrets = [
  ...vendorSamples(chance, 8),
  ...namedSamples(chance, 240),
  ...keyBlocks(chance, 24),
  ...secretNegatives(chance, 14),
];
print(
  'secrets',
  measure(secrets, scanSecrets, () => 'secret'),
);
const all = new Set<string>(CATEGORIES);
const pii = [...piiSamples(chance, 17), ...piiNegatives(chance, 14)];
print(
  'pii    ',
  measure(
    pii,
    (text) => scanPii(text, all),
    ({ kind }) => kind,
  ),
);
const count = (samples: readonly Sample[]): string => {
  const positive = samples.filter(({ wanted }) => wanted.length > 0).length;
  return `${positive} positive samples and ${samples.length - positive} hard negatives`;
};
console.log(`Secrets: ${count(secrets)}. Personal data: ${count(pii)}.`);
await measurePeers({ secrets, pii });

const outside = chanceOf(20_261_130);
const [theirSecrets, theirPii, none] = [outsideSecrets(outside), outsidePii(outside), outsideNegatives(outside)];
print(
  'second set, secrets',
  measure([...theirSecrets, ...none], scanSecrets, () => 'secret'),
);
print(
  'second set, pii    ',
  measure(
    [...theirPii, ...none],
    (text) => scanPii(text, all),
    ({ kind }) => kind,
  ),
);
console.log(`Second set: ${count([...theirSecrets, ...theirPii, ...none])}.`);
