package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// relistenAfter is how long a lost listener waits before it connects again.
const relistenAfter = 250 * time.Millisecond

// notificationBacklog is how many notifications wait for a slow reader before
// the listener stops reading from the server, which then keeps them.
const notificationBacklog = 1024

// Notification is word of a commit. It only wakes: what happened is read from
// the tables.
type Notification struct {
	// Channel is empty when notifications may have been lost, since the
	// connection was: read everything again.
	Channel string
	Payload string
}

// Listen returns the notifications of the channels, on a connection of its own,
// which is made anew when it is lost. The channel returned closes when ctx ends.
func (d *DB) Listen(ctx context.Context, channels ...string) (<-chan Notification, error) {
	conn, err := d.subscribe(ctx, channels)
	if err != nil {
		return nil, err
	}
	out := make(chan Notification, notificationBacklog)
	go func() {
		defer close(out)
		for {
			forward(ctx, conn, out)
			if conn = d.resubscribe(ctx, channels); conn == nil {
				return
			}
			if !send(ctx, out, Notification{}) {
				closeConn(ctx, conn)
				return
			}
		}
	}()
	return out, nil
}

// subscribe opens a connection that listens to the channels.
func (d *DB) subscribe(ctx context.Context, channels []string) (*pgx.Conn, error) {
	conn, err := pgx.ConnectConfig(ctx, d.pool.Config().ConnConfig)
	if err != nil {
		return nil, fmt.Errorf("connecting a listener: %w", faultOf(err))
	}
	for _, channel := range channels {
		if _, err := conn.Exec(ctx, "LISTEN "+pgx.Identifier{channel}.Sanitize()); err != nil {
			closeConn(ctx, conn)
			return nil, fmt.Errorf("listening: %w", faultOf(err))
		}
	}
	return conn, nil
}

// resubscribe tries until it listens again. It returns nil when ctx ends.
func (d *DB) resubscribe(ctx context.Context, channels []string) *pgx.Conn {
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(relistenAfter):
		}
		if conn, err := d.subscribe(ctx, channels); err == nil {
			return conn
		}
	}
}

// forward passes notifications on until the connection or ctx ends; it closes the connection.
func forward(ctx context.Context, conn *pgx.Conn, out chan<- Notification) {
	defer closeConn(ctx, conn)
	for {
		n, err := conn.WaitForNotification(ctx)
		if err != nil || !send(ctx, out, Notification{Channel: n.Channel, Payload: n.Payload}) {
			return
		}
	}
}

// closeConn closes a connection whose context may have ended, and waits for it only shortly.
func closeConn(ctx context.Context, conn *pgx.Conn) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	_ = conn.Close(ctx)
}

func send(ctx context.Context, out chan<- Notification, n Notification) bool {
	select {
	case out <- n:
		return true
	case <-ctx.Done():
		return false
	}
}
