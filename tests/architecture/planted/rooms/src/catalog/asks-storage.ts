// breaks: catalog-is-data
import type { Log } from '../storage/ports/log.ts';

export type Row = Log;
