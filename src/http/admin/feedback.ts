/** The routes of feedback and of its graphs. */
import { averageFeedback, countFeedback, feedbackByModel, feedbackScores } from '../../control/analytics/feedback.ts';
import * as analytics from '../../control/analytics/schemas.ts';
import { createFeedback } from '../../control/feedback/create.ts';
import * as feedback from '../../control/feedback/schemas.ts';
import { updateFeedback } from '../../control/feedback/update.ts';
import { get, post, put, type Route } from './route.ts';

const GRAPH = [analytics.GraphWindow, analytics.FeedbackGraph] as const;

export const FEEDBACK_ROUTES: readonly Route[] = [
  post('/feedback', createFeedback, [feedback.CreateFeedback, feedback.FeedbackAnswer]),
  put('/feedback/{id}', updateFeedback, [feedback.UpdateFeedback, feedback.FeedbackAnswer]),
  get('/analytics/graphs/feedbacks', countFeedback, [...GRAPH]),
  get('/analytics/graphs/feedbacks/weighted', averageFeedback, [...GRAPH]),
  get('/analytics/graphs/feedbacks/scores', feedbackScores, [...GRAPH]),
  get('/analytics/graphs/feedbacks/ai-models', feedbackByModel, [...GRAPH]),
];
