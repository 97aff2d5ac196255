/** The route of the gallery of models. */
import { listModelGallery } from '../../control/model-gallery/list.ts';
import { ListModelGallery, ModelGallery } from '../../control/model-gallery/schemas.ts';
import { get, type Route } from './route.ts';

export const MODEL_GALLERY_ROUTES: readonly Route[] = [
  get('/model-gallery', listModelGallery, [ListModelGallery, ModelGallery]),
];
