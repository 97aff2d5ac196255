/** The routes of notifications; paths of our own, as the published API has none. */
import * as channel from '../../control/notifications/channels.ts';
import { listNotifications } from '../../control/notifications/list.ts';
import * as notification from '../../control/notifications/schemas.ts';
import { Nothing } from '../../control/fields.ts';
import { get, post, put, remove, type Route } from './route.ts';

const CHANNELS = '/notifications/channels';

export const NOTIFICATION_ROUTES: readonly Route[] = [
  get('/notifications', listNotifications, [notification.ListNotifications, notification.NotificationList]),
  get(CHANNELS, channel.listChannels, [notification.ListChannels, notification.ChannelList]),
  post(CHANNELS, channel.createChannel, [notification.CreateChannel, notification.ChannelView]),
  put(`${CHANNELS}/{id}`, channel.updateChannel, [notification.UpdateChannel, notification.ChannelView]),
  remove(`${CHANNELS}/{id}`, channel.deleteChannel, [notification.ChannelRef, Nothing]),
  post(`${CHANNELS}/{id}/test`, channel.testChannel, [notification.ChannelRef, notification.TestedChannel]),
];
