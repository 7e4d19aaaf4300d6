// What a company adds to its pages for Bonafide, besides the snippet.
'use strict';

// If Bonafide cannot be reached, the snippet has not loaded, and the shop works without it.
const messenger = (...call) => window.zE?.('messenger', ...call);

// Somebody is logged in, says the server that wrote this page. The messenger asks for a token now, and again before
// it runs out.
if (document.body.dataset.customer) {
  messenger('loginUser', async (pass) => {
    const answer = await fetch('/bonafide-token').catch(() => undefined);
    if (answer?.status === 401) messenger('logoutUser'); // the shop's own login has ended meanwhile
    else pass(answer?.ok ? await answer.text() : ''); // without a token the messenger asks again later
  });
}

// Whoever logs out of the shop is logged out of the messenger first, while the page is still there to do so.
document.querySelector('[data-log-out]')?.addEventListener('submit', (event) => {
  if (!window.zE) return;
  event.preventDefault();
  const leave = () => event.target.submit();
  window.zE('messenger:on', 'logout', leave);
  messenger('logoutUser');
  setTimeout(leave, 2000); // a slow network does not keep anybody here
});

document.querySelector('[data-ask]')?.addEventListener('click', () => messenger('open'));
