"""Reports of mail servers about e-mails that they could not deliver, as the servers write them (RFC 3464).

``{to}`` is the return path that the report came to, ``{id}`` the Message-ID of what was sent.
"""

POSTFIX = """\
Return-Path: <>
Delivered-To: {to}
Received: by mx.vard.example (Postfix) id 4F2KQ31Xyz; Sun, 29 Nov 2026 18:02:11 +0100 (CET)
Date: Sun, 29 Nov 2026 18:02:11 +0100 (CET)
From: MAILER-DAEMON@mx.vard.example (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: {to}
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="4F2KQ11Abc.1795971731/mx.vard.example"
Content-Transfer-Encoding: 8bit
Message-Id: <20261129170211.4F2KQ31Xyz@mx.vard.example>

This is a MIME-encapsulated message.

--4F2KQ11Abc.1795971731/mx.vard.example
Content-Description: Notification
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

This is the mail system at host mx.vard.example.

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients. It's attached below.

<alva@invanare.example>: host mx.invanare.example[192.0.2.25] said: 550 5.1.1
    <alva@invanare.example>: Recipient address rejected: User unknown (in reply
    to RCPT TO command)

--4F2KQ11Abc.1795971731/mx.vard.example
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.vard.example
X-Postfix-Queue-ID: 4F2KQ11Abc
X-Postfix-Sender: rfc822; {to}
Arrival-Date: Sun, 29 Nov 2026 18:02:10 +0100 (CET)

Final-Recipient: rfc822; alva@invanare.example
Original-Recipient: rfc822;alva@invanare.example
Action: failed
Status: 5.1.1
Remote-MTA: dns; mx.invanare.example
Diagnostic-Code: smtp; 550 5.1.1 <alva@invanare.example>: Recipient address
    rejected: User unknown

--4F2KQ11Abc.1795971731/mx.vard.example
Content-Description: Undelivered Message Headers
Content-Type: text/rfc822-headers

Return-Path: <{to}>
Message-ID: {id}
Auto-Submitted: auto-generated

--4F2KQ11Abc.1795971731/mx.vard.example--
"""

EXIM = """\
Return-path: <>
Envelope-to: {to}
Delivery-date: Sun, 29 Nov 2026 17:02:11 +0000
Received: from exim by mx.example.net with local (Exim 4.98)
\tid 1tGkAB-0001Zz-1Q for {to}; Sun, 29 Nov 2026 17:02:11 +0000
X-Failed-Recipients: bo@invanare.example
Auto-Submitted: auto-replied
From: Mail Delivery System <Mailer-Daemon@mx.example.net>
To: {to}
References: {id}
Content-Type: multipart/report; report-type=delivery-status; boundary=1795971731-eximdsn-1234567890
MIME-Version: 1.0
Subject: Mail delivery failed: returning message to sender
Message-Id: <E1tGkAB-0001Zz-1Q@mx.example.net>
Date: Sun, 29 Nov 2026 17:02:11 +0000

--1795971731-eximdsn-1234567890
Content-type: text/plain; charset=us-ascii

This message was created automatically by mail delivery software.

  bo@invanare.example
    host mx.invanare.example [192.0.2.25]
    SMTP error from remote mail server after RCPT TO:<bo@invanare.example>:
    552 5.2.2 Mailbox full

--1795971731-eximdsn-1234567890
Content-type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Action: failed
Final-Recipient: rfc822;bo@invanare.example
Status: 5.0.0
Remote-MTA: dns; mx.invanare.example
Diagnostic-Code: smtp; 552 5.2.2 Mailbox full

--1795971731-eximdsn-1234567890
Content-type: message/rfc822

Return-path: <{to}>
Message-ID: {id}
Subject: Nytt

Ett meddelande.

--1795971731-eximdsn-1234567890--
"""

EXCHANGE = """\
Received: from EX01.region.example by EX02.region.example; Sun, 29 Nov 2026 17:02:11 +0000
From: <postmaster@region.example>
To: <{to}>
Date: Sun, 29 Nov 2026 17:02:11 +0000
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="ba0b1e9a-4b2e-4b8e-8ac3-2d3c0f0d1a2b"
X-MS-Exchange-Message-Is-Ndr:
Content-Language: sv-SE
Message-ID: <b1f0c7d2-1111-2222-3333-444455556666@EX02.region.example>
In-Reply-To: {id}
Subject: =?utf-8?B?RWogbGV2ZXJlcmJhcnQ6IE55dHQ=?=
Auto-Submitted: auto-replied
MIME-Version: 1.0

--ba0b1e9a-4b2e-4b8e-8ac3-2d3c0f0d1a2b
Content-Type: multipart/alternative; differences=Content-Type;
\tboundary="5a1c"

--5a1c
Content-Type: text/plain; charset="utf-8"
Content-Transfer-Encoding: base64

TWVkZGVsYW5kZXQga3VuZGUgaW50ZSBsZXZlcmVyYXMu

--5a1c--

--ba0b1e9a-4b2e-4b8e-8ac3-2d3c0f0d1a2b
Content-Type: message/delivery-status

Reporting-MTA: dns;EX02.region.example
Received-From-MTA: dns;EX01.region.example
Arrival-Date: Sun, 29 Nov 2026 17:02:10 +0000

Original-Recipient: rfc822;hugo@personal.example
Final-Recipient: rfc822;hugo@personal.example
Action: failed
Status: 5.4.1
Diagnostic-Code: smtp;550 5.4.1 Recipient address rejected: Access denied

--ba0b1e9a-4b2e-4b8e-8ac3-2d3c0f0d1a2b
Content-Type: message/rfc822

Message-ID: {id}

Nytt.

--ba0b1e9a-4b2e-4b8e-8ac3-2d3c0f0d1a2b--
"""

SENDMAIL_LATE = """\
Return-Path: <MAILER-DAEMON@mail.example.org>
From: Mail Delivery Subsystem <MAILER-DAEMON@mail.example.org>
Message-Id: <202611291702.4ATH2BxY012345@mail.example.org>
To: <{to}>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="4ATH2BxY012345.1795971731/mail.example.org"
Subject: Warning: could not send message for past 4 hours
Auto-Submitted: auto-generated (warning-timeout)

--4ATH2BxY012345.1795971731/mail.example.org

    **      THIS IS A WARNING MESSAGE ONLY      **
    **  YOU DO NOT NEED TO RESEND YOUR MESSAGE  **

--4ATH2BxY012345.1795971731/mail.example.org
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.org
Arrival-Date: Sun, 29 Nov 2026 14:02:10 +0100

Final-Recipient: RFC822; alva@invanare.example
Action: delayed
Status: 4.4.1
Remote-MTA: DNS; mx.invanare.example
Last-Attempt-Date: Sun, 29 Nov 2026 18:02:11 +0100
Will-Retry-Until: Fri, 4 Dec 2026 14:02:10 +0100

--4ATH2BxY012345.1795971731/mail.example.org--
"""

OUT_OF_OFFICE = """\
Return-Path: <>
From: Alva <alva@invanare.example>
To: {to}
Subject: =?utf-8?q?Fr=C3=A5nvarande?=
Auto-Submitted: auto-replied
Content-Type: text/plain; charset=utf-8

Jag har semester. Action: failed. Status: 5.1.1
"""

READ_RECEIPT = """\
From: alva@invanare.example
To: {to}
MIME-Version: 1.0
Content-Type: multipart/report; report-type=disposition-notification; boundary=x

--x
Content-Type: message/disposition-notification

Final-Recipient: rfc822;alva@invanare.example
Disposition: manual-action/MDN-sent-manually; displayed
Action: failed
Status: 5.1.1

--x--
"""

# As a mail server of another country says it: the address with letters of its own (RFC 6533).
INTERNATIONAL = POSTFIX.replace("message/delivery-status", "message/global-delivery-status").replace(
    "alva@invanare.example", "älva@invånare.example"
)
