/** What the URL of the gallery says: the search, the filters and the open model. */

export interface GallerySearch {
  q?: string | undefined;
  /** `@slug` of a provider, the id of a service, or `all`. */
  from?: string | undefined;
  kind?: string | undefined;
  /** The open one, as `service/model`. */
  model?: string | undefined;
}

export function readGallerySearch(search: Record<string, unknown>): GallerySearch {
  return Object.fromEntries(
    (['q', 'from', 'kind', 'model'] as const).map((name) => {
      const value = search[name];
      return [name, typeof value === 'string' && value !== '' ? value : undefined];
    }),
  );
}
