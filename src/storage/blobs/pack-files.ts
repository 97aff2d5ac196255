/** The names of packs in their directory: `.bin` as it was written, `.zst` compressed. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const PACK_FILE = /^pack-(\d{1,9})\.(bin|zst)$/;

export function packsIn(directory: string): { number: number; kind: 'bin' | 'zst' }[] {
  return readdirSync(directory).flatMap((name) => {
    const match = PACK_FILE.exec(name);
    if (match === null) return [];
    return [{ number: Number(match[1]), kind: match[2] === 'zst' ? 'zst' : 'bin' }];
  });
}

export function packPath(directory: string, number: number): string {
  return join(directory, `pack-${number}.bin`);
}

export function sealedPath(directory: string, number: number): string {
  return join(directory, `pack-${number}.zst`);
}
