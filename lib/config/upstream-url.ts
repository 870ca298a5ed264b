import { isPrivate, parseIpv4Block } from './ipv4-block.ts';

/** What is wrong with a URL that the platform is to call, as the end of a sentence; undefined when nothing is. */
export function urlProblem(text: string): string | undefined {
  const url = /^https?:\/\/[^\s\\]+$/.test(text) && URL.canParse(text) ? new URL(text) : undefined;
  if (!url) return 'is not an http or https URL; use one such as https://api.openai.com/v1';
  if (url.username || url.password) return 'holds credentials; leave them out and refer to a secret instead';
  if (/[?#]/.test(text)) return 'has a query or fragment; use the URL up to the path';
  const unsafe = url.protocol === 'http:' && !isLoopback(url.hostname);
  return unsafe ? 'is not encrypted; use https (http is for loopback addresses only)' : undefined;
}

/** The URL without trailing slashes, so that a path can be appended. */
export function withoutTrailingSlash(url: string): string {
  return url.replace(/\/+$/, '');
}

/** Whether a host is reached through the internet, as far as its name can tell. */
export function isOnInternet(hostname: string): boolean {
  if (isLoopback(hostname)) return false;
  const address = parseIpv4Block(`${hostname}/32`);
  if (address) return !isPrivate(address);
  return hostname.includes('.') && !/\.(internal|local|vpce\.amazonaws\.com)$/.test(hostname);
}

function isLoopback(hostname: string): boolean {
  return /^(127\.\d+\.\d+\.\d+|\[::1\]|(.+\.)?localhost)$/.test(hostname);
}
