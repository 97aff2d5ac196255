// breaks: http-libraries-in-http
import { Hono } from 'hono';

export const app = Hono;
