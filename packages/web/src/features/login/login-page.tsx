export function LoginPage() {
  return <main>login</main>;
}
