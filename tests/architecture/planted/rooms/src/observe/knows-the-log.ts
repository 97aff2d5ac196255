// breaks: observe-knows-no-room
import type { Log } from '../storage/ports/log.ts';

export type Line = Log;
