// breaks: pages-never-each-other
import { formatTime } from '../keys/times.ts';

export const time = formatTime();
