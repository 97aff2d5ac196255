/** The gallery of models: what the workspace can call, found by any spelling. */
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { call, type Input, type Output } from '../call.ts';
import { inWorkspace } from '../chosen-workspace.ts';

export type GalleryModel = Output<'GET /model-gallery'>['data'][number];
export type GalleryPrice = GalleryModel['prices'][number];
export type GalleryFilter = Omit<Input<'GET /model-gallery'>, 'page_size' | 'current_page'>;

const PAGE_MODELS = 60;

export function useModelGallery(filter: GalleryFilter) {
  return useInfiniteQuery({
    queryKey: ['model-gallery', filter],
    queryFn: ({ pageParam, signal }) =>
      call('GET /model-gallery', inWorkspace({ ...filter, page_size: PAGE_MODELS, current_page: pageParam }), signal),
    initialPageParam: 0,
    getNextPageParam: ({ total }, pages) => (pages.length * PAGE_MODELS < total ? pages.length : null),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
}
