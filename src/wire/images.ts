/** Images in no dialect: what is asked for, and what an upstream made of it. */

export interface ImagesRequest {
  prompt: string;
  count: number;
  /** In pixels; null = the model's own. */
  size: { width: number; height: number } | null;
  /** Of the file, as `png`; null = the model's own. */
  format: string | null;
  /** 0 to 100; null = the model's own. */
  compression: number | null;
  /** Members with other names and their values: a provider that knows them may send them on. */
  others: Readonly<Record<string, unknown>>;
}

export interface GeneratedImage {
  base64: string;
  /** As `image/png`; null = not told. */
  mediaType: string | null;
  /** What the upstream made of the prompt; null = not told. */
  revisedPrompt: string | null;
}

export interface GeneratedImages {
  images: readonly GeneratedImage[];
  /** Why images are missing, in the upstream's words. */
  withheld: readonly string[];
}
