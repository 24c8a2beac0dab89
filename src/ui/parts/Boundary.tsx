import { Component, type ReactNode } from "react";
import { ErrorCard } from "./ErrorCard.tsx";

interface BoundaryProps {
  readonly children: ReactNode;
}

interface BoundaryState {
  readonly error: Error | null;
}

/** Keeps a bug in one place from taking the page with it: files, results and the other places stay. */
export class Boundary extends Component<BoundaryProps, BoundaryState> {
  override state: BoundaryState = { error: null };

  static getDerivedStateFromError(error: Error): BoundaryState {
    return { error };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === null) return this.props.children;
    return (
      <div className="boundary">
        <ErrorCard error={error} onRetry={() => this.setState({ error: null })} />
      </div>
    );
  }
}
