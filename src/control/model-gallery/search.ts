/** Finds a model by whichever of its spellings somebody types. */
import { modelIdentity } from '../../catalog/models.ts';
import type { GalleryModelView } from './schemas.ts';

type Named = Pick<GalleryModelView, 'id' | 'name' | 'service' | 'service_name' | 'also_known_as' | 'offers'>;

/** Those that the text names exactly; where it names none, those whose names have every word of it. */
export function searchModels<Model extends Named>(models: readonly Model[], text: string): readonly Model[] {
  const identity = modelIdentity(text);
  // A name without a version is a family's.
  const isVersioned = /\d/.test(text);
  const exact = models.filter(
    ({ id, offers }) => (isVersioned && modelIdentity(id) === identity) || offers.some((offer) => offer.model === text),
  );
  if (exact.length > 0) return exact;
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .map(bare)
    .filter((word) => word !== '');
  return models.filter((model) => {
    const names = namesOf(model);
    return words.every((word) => names.includes(word));
  });
}

const namesOf = ({ id, name, service, service_name: serviceName, also_known_as: others, offers }: Named): string =>
  [id, name, service, serviceName, ...others, ...offers.map(({ model }) => model)].map(bare).join(' ');

/** `Sonnet 4.5`, `sonnet-4-5` and `sonnet_4@5` are one. */
const bare = (text: string): string => text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
