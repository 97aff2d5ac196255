// breaks: gateway-knows-its-ports-only
import { create } from '../../control/api-keys/create.ts';

export const made = create;
