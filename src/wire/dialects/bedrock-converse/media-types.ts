/** Formats of Converse and their MIME types. Source: Amazon Bedrock API reference, ImageBlock, DocumentBlock, AudioBlock, VideoBlock. */

export const MIME_TYPES: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  pdf: 'application/pdf',
  csv: 'text/csv',
  doc: 'application/msword',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xls: 'application/vnd.ms-excel',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  html: 'text/html',
  txt: 'text/plain',
  md: 'text/markdown',
  mp3: 'audio/mpeg',
  wav: 'audio/wav',
  ogg: 'audio/ogg',
  mp4: 'video/mp4',
  mov: 'video/quicktime',
  webm: 'video/webm',
};

const FORMATS = new Map(Object.entries(MIME_TYPES).map(([format, mimeType]) => [mimeType, format]));

/** null for a type that Converse does not take. */
export function formatOf(mimeType: string): string | null {
  return FORMATS.get(mimeType === 'image/jpg' ? 'image/jpeg' : mimeType) ?? null;
}
