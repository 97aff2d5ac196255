// breaks: guardrails-are-pure
import { price } from '../catalog/prices.ts';

export const judged = price;
