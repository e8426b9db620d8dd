"""Refusals with the bodies that each cloud documents."""

import uuid
from xml.sax.saxutils import escape

from reviews.sandbox.http_exchange import Response, json_response


class Refusal(Exception):
    """A call that is answered with an error. Subclasses know their cloud's body."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message

    def response(self) -> Response:
        raise NotImplementedError


class HuaweiRefusal(Refusal):
    """`error_code`, `error_msg`, and the request id in body and header (huawei.md section 7)."""

    def response(self) -> Response:
        request_id = uuid.uuid4().hex
        document = {"error_code": self.code, "error_msg": self.message, "request_id": request_id}
        return json_response(self.status, document, {"X-Request-Id": request_id})


class AlibabaRefusal(Refusal):
    """RequestId, HostId, Code, Message, Recommend (alibaba.md section 8)."""

    def response(self) -> Response:
        request_id = str(uuid.uuid4()).upper()
        document = {
            "RequestId": request_id,
            "HostId": "sandbox",
            "Code": self.code,
            "Message": self.message,
            "Recommend": f"https://api.aliyun.com/troubleshoot?q={self.code}",
        }
        return json_response(self.status, document, {"x-acs-request-id": request_id})


class ObjectRefusal(Refusal):
    """XML with Code, Message, RequestId, HostId, EC (alibaba.md section 11)."""

    def response(self) -> Response:
        request_id = uuid.uuid4().hex[:24].upper()
        body = (
            '<?xml version="1.0" encoding="UTF-8"?>\n<Error>\n'
            f"  <Code>{escape(self.code)}</Code>\n  <Message>{escape(self.message)}</Message>\n"
            f"  <RequestId>{request_id}</RequestId>\n  <HostId>sandbox</HostId>\n  <EC>0000-00000000</EC>\n</Error>\n"
        )
        headers = {"Content-Type": "application/xml", "x-oss-request-id": request_id}
        return Response(self.status, body.encode(), headers)
