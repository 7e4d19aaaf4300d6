// What a portal's page has for a live chat: a function by which the chat is given a token of whoever is logged in.
'use strict';

window.auth = {
  async getAuthenticationToken(callback) {
    // Whether somebody is logged in, says the server that wrote this page.
    const answer = document.body.dataset.customer && (await fetch('/_services/auth/token').catch(() => undefined));
    callback(answer?.ok ? await answer.text() : null);
  },
};
