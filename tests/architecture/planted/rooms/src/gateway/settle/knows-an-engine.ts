// breaks: gateway-knows-its-ports-only engines-are-chosen-in-compose
import { memory } from '../../storage/log/memory.ts';

export const log = memory;
