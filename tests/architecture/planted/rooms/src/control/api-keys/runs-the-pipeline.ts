// breaks: control-knows-its-ports-only
import { names } from '../../gateway/pipeline.ts';

export const list = names;
