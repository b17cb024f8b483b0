export function OverviewPage() {
  return <div className="ls-page">overview</div>;
}
