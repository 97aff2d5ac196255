// breaks: pages-hold-no-fetches
import { call } from '../../api/call.ts';

export const rows = call();
