/** The login page: the product's first face. */
import Button from 'antd/es/button';
import { useState, type FormEvent } from 'react';
import { Navigate, useNavigate, useSearchParams } from 'react-router';

import { ErrorView } from '../../components/error-view.tsx';
import { Wordmark } from '../../components/logo.tsx';
import { api, setSession, useSession } from '../../lib/api.ts';
import { usePage } from '../../lib/page.ts';
import { setPreferences, usePreferences, useThemeName } from '../../lib/preferences.ts';
import { StreamPicture } from './stream-picture.tsx';
import './login-page.css';
import { useText } from './texts.ts';

/** An address of this console, or its front page: a login never leads elsewhere. */
export function safeNext(next: string | null): string {
  return next !== null && /^\/(?![/\\])/.test(next) ? next : '/';
}

export function LoginPage() {
  const t = useText();
  const session = useSession();
  const [params] = useSearchParams();
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [shown, setShown] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const next = safeNext(params.get('next'));
  usePage({ title: t('title') });

  async function logIn(event: FormEvent): Promise<void> {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      setSession(await api.call('login', { body: { name: name.trim(), password } }));
      void navigate(next, { replace: true });
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  }

  if (session !== undefined && !busy) return <Navigate to={next} replace />;
  return (
    <div className="ls-login">
      <section className="ls-login-face" aria-label="Liusu 流溯">
        <StreamPicture />
        <div className="ls-login-brand">
          <Wordmark size={34} />
        </div>
        <div className="ls-login-words">
          <h2>
            {t('line1')}
            <br />
            {t('line2')}
          </h2>
          <p>{t('sub')}</p>
          <dl>
            {(['point1', 'point2', 'point3'] as const).map((point) => (
              <div key={point}>
                <dt>{t(point)}</dt>
                <dd>{t(`${point}.text`)}</dd>
              </div>
            ))}
          </dl>
        </div>
      </section>
      <main className="ls-login-side">
        <Choices />
        <form className="ls-login-form" onSubmit={(event) => void logIn(event)}>
          <h1>{t('title')}</h1>
          <label>
            {t('name')}
            <input
              className="ls-login-input"
              name="username"
              autoComplete="username"
              autoCapitalize="none"
              spellCheck={false}
              required
              autoFocus
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          </label>
          <label>
            {t('password')}
            <span className="ls-login-password">
              <input
                className="ls-login-input"
                name="password"
                type={shown ? 'text' : 'password'}
                autoComplete="current-password"
                required
                value={password}
                onChange={(event) => setPassword(event.target.value)}
              />
              <button
                type="button"
                onClick={() => setShown(!shown)}
                aria-label={shown ? t('hide') : t('show')}
                title={shown ? t('hide') : t('show')}
              >
                <EyeIcon crossed={shown} />
              </button>
            </span>
          </label>
          {error === undefined ? null : <ErrorView error={error} />}
          <Button type="primary" htmlType="submit" size="large" block loading={busy}>
            {t('submit')}
          </Button>
          <p className="ls-login-first">{t('first')}</p>
        </form>
      </main>
    </div>
  );
}

function EyeIcon({ crossed }: { crossed: boolean }) {
  return (
    <svg
      width="16"
      height="16"
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.3"
      aria-hidden="true"
    >
      <path d="M1.5 8c3.5-5.3 9.5-5.3 13 0-3.5 5.3-9.5 5.3-13 0z" />
      <circle cx="8" cy="8" r="2" />
      {crossed ? <path d="M3 13L13 3" /> : null}
    </svg>
  );
}

function Choices() {
  const t = useText();
  const { language } = usePreferences();
  const theme = useThemeName();
  return (
    <div className="ls-login-choices">
      <div role="group" aria-label={t('language')}>
        {(['zh', 'en'] as const).map((one) => (
          <button
            key={one}
            type="button"
            lang={one === 'zh' ? 'zh-CN' : 'en'}
            aria-pressed={language === one}
            onClick={() => setPreferences({ language: one })}
          >
            {one === 'zh' ? '中文' : 'English'}
          </button>
        ))}
      </div>
      <div role="group" aria-label={t('theme')}>
        {(['light', 'dark'] as const).map((one) => (
          <button key={one} type="button" aria-pressed={theme === one} onClick={() => setPreferences({ theme: one })}>
            {t(`theme.${one}`)}
          </button>
        ))}
      </div>
    </div>
  );
}
