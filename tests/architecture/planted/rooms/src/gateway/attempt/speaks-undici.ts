// breaks: http-libraries-in-http
import { Pool } from 'undici';

export const pool = Pool;
