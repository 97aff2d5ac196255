/** The routes of feedback. */
import { createFeedback } from '../../control/feedback/create.ts';
import * as feedback from '../../control/feedback/schemas.ts';
import { updateFeedback } from '../../control/feedback/update.ts';
import { post, put, type Route } from './route.ts';

export const FEEDBACK_ROUTES: readonly Route[] = [
  post('/feedback', createFeedback, [feedback.CreateFeedback, feedback.FeedbackAnswer]),
  put('/feedback/{id}', updateFeedback, [feedback.UpdateFeedback, feedback.FeedbackAnswer]),
];
