// breaks: effects-at-the-rim
import { connect } from 'node:net';

export const socket = connect;
