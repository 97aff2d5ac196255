import { createServer } from 'node:http';
import { Hono } from 'hono';

export const render = [createServer, Hono];
