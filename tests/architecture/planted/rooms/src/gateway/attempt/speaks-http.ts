// breaks: http-libraries-in-http
import { request } from 'node:https';

export const send = request;
