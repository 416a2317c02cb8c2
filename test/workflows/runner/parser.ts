/**
 * GitHub's own parser. It imports its schemas as JSON without saying so, which bundlers take and Node does not, so Node is
 * told what they are before it loads.
 */

import { register } from 'node:module';
import type * as Workflows from '@actions/workflow-parser';
import type * as ActionParser from '@actions/workflow-parser/actions/action-parser';
import type * as ActionTemplate from '@actions/workflow-parser/actions/action-template';

const hook = `export async function load(url, context, next) {
  return await next(url, url.endsWith('.json') ? { ...context, importAttributes: { type: 'json' } } : context);
}`;

register(`data:text/javascript,${encodeURIComponent(hook)}`);

export const workflows: typeof Workflows = await import('@actions/workflow-parser');
export const actionParser: typeof ActionParser = await import('@actions/workflow-parser/actions/action-parser');
export const actionTemplate: typeof ActionTemplate = await import('@actions/workflow-parser/actions/action-template');
