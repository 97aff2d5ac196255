// breaks: stages-are-composed-by-the-pipeline
import { authenticate } from './authenticate.ts';

export const decode = authenticate;
