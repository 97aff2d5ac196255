// breaks: gateway-is-not-built-from-the-dashboard
import { formatTime } from '../../dashboard/pages/keys/times.ts';

export const page = formatTime();
