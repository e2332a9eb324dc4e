pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Screen

// A machine that cannot serve: calm picture, plain words, the number to call.
Column {
    id: resting

    property string reason
    property string hotline

    spacing: Theme.gap * 3

    Emblem {
        anchors.horizontalCenter: parent.horizontalCenter
        name: "moon"
    }

    Words {
        width: parent.width
        text: resting.reason
        capital: Theme.strong
        horizontalAlignment: Text.AlignHCenter
    }

    Column {
        width: parent.width
        visible: resting.hotline !== ""
        spacing: Theme.gap * 0.6

        Words {
            width: parent.width
            text: Screen.words.hotline
            color: Theme.soft
            horizontalAlignment: Text.AlignHCenter
        }

        Row {
            anchors.horizontalCenter: parent.horizontalCenter
            spacing: Theme.gap

            Icon {
                anchors.verticalCenter: parent.verticalCenter
                name: "phone"
                side: Theme.icon * 1.2
            }

            Words {
                text: resting.hotline
                capital: Theme.display
                heavy: true
                color: Theme.brand
            }
        }
    }
}
