// breaks: wire-imports-kernel-and-clients-only
import { price } from '../catalog/prices.ts';

export const known = price;
