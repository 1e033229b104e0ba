// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title IEscrow
/// @notice Each insurer's settlement tokens; pays what was determined, or keeps it owed.
interface IEscrow {
    event Deposited(uint32 indexed insurer, address indexed from, uint256 tokenAmount, uint256 balance);
    event Withdrawn(uint32 indexed insurer, address indexed to, uint256 tokenAmount, uint256 balance);
    /// @notice The transfer of a batch's (or a decision's) payments to one provider.
    event PayoutReleased(
        uint32 indexed insurer,
        uint32 indexed batch,
        uint32 indexed provider,
        address payee,
        uint256 cents,
        uint256 tokenAmount
    );
    /// @notice Funds lack or the payee cannot receive: the sum is owed.
    event PayoutOwed(uint32 indexed insurer, uint32 indexed batch, uint32 indexed provider, uint256 cents);
    /// @notice Everything owed to the provider by the insurer was transferred.
    event OwedReleased(
        uint32 indexed insurer, uint32 indexed provider, address payee, uint256 cents, uint256 tokenAmount
    );

    function deposit(uint32 insurer, uint256 tokenAmount) external;

    /// @notice Takes back what is not owed. Only the insurer's treasurer.
    function withdraw(uint32 insurer, address to, uint256 tokenAmount) external;

    /// @notice Pays a batch's sums, one transfer a provider. Only the ledger.
    function payBatch(uint32 insurer, uint32 batch, uint32[] calldata providers, uint256[] calldata cents) external;

    /// @notice Transfers what is owed. Anybody may call.
    function releaseOwed(uint32 insurer, uint32 provider) external;

    function balanceOf(uint32 insurer) external view returns (uint256 tokenAmount);
    function owedOf(uint32 insurer, uint32 provider) external view returns (uint256 cents);
    function totalOwedOf(uint32 insurer) external view returns (uint256 cents);
    /// @notice Whether the token balance covers every insurer's balance.
    function isSolvent() external view returns (bool);
    function token() external view returns (address);
    function tokenUnitsPerCent() external view returns (uint256);
}
