// breaks: wire-imports-the-kernel-only
import { price } from '../catalog/prices.ts';

export const known = price;
