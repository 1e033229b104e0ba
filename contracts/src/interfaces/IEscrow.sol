// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title IEscrow
/// @notice Each insurer's settlement tokens; pays what was determined, or keeps it owed.
interface IEscrow {
    /// @notice What a batch pays a provider under one plan.
    struct Payment {
        uint32 provider;
        uint32 plan;
        uint64 cents;
        uint64 interestCents;
    }

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

    /// @notice Adds the sender's tokens to an insurer's balance. Anybody may, with an allowance.
    ///
    /// @dev Emits {Deposited}.
    ///
    /// Requirements:
    /// - The insurer must be registered, else {Errors.InsurerNotFound}.
    /// - The whole amount must arrive, else {Errors.DepositMismatch}.
    ///
    /// @param tokenAmount Denoted in units of the token's decimals.
    function deposit(uint32 insurer, uint256 tokenAmount) external;

    /// @notice Takes back what is not owed. Only the insurer's treasurer.
    ///
    /// @dev Emits {Withdrawn}.
    ///
    /// Requirements:
    /// - The sender must hold the insurer's Treasurer role, else {Errors.RoleMissing}.
    /// - `to` must be neither zero nor this contract, else {Errors.AddressInvalid}.
    /// - The balance less what is owed must give the amount, else {Errors.FundsInsufficient}.
    ///
    /// @param tokenAmount Denoted in units of the token's decimals.
    function withdraw(uint32 insurer, address to, uint256 tokenAmount) external;

    /// @notice Pays a batch's sums, one transfer a provider. Only the ledger.
    ///
    /// @dev Emits {PayoutReleased} or {PayoutOwed} for each sum above zero.
    ///
    /// Notes:
    /// - A sum that the balance, less what is owed already, does not give is owed.
    /// - A transfer that reverts, returns false or runs out of its gas is owed.
    ///
    /// Requirements:
    /// - The sender must hold the PAYER role, else {Errors.RoleMissing}.
    /// - Each provider must be registered, else {Errors.ProviderNotFound}.
    /// - Enough gas must be left for each transfer's allowance, else {Errors.GasInsufficient}.
    ///
    function payBatch(uint32 insurer, uint32 batch, uint64 receivedAt, Payment[] calldata payments) external;

    /// @notice Transfers all that is owed, to the payee of today. Anybody may call.
    ///
    /// @dev Emits {OwedReleased}.
    ///
    /// Requirements:
    /// - Something must be owed, else {Errors.NothingOwed}.
    /// - The insurer's balance must give it, else {Errors.FundsInsufficient}.
    /// - The token must accept the transfer, else its own error or `SafeERC20FailedOperation`.
    function noticeRecovery(
        uint32 insurer,
        uint32 batch,
        uint32 provider,
        uint32 plan,
        uint256 claimNumber,
        uint64 cents
    ) external returns (uint256 recovery);

    function releaseOwed(uint32 insurer, uint32 provider) external;

    /// @notice What an insurer has here, owed sums included, in units of the token's decimals.
    function balanceOf(uint32 insurer) external view returns (uint256 tokenAmount);

    /// @notice What an insurer owes a provider, in cents.
    function owedOf(uint32 insurer, uint32 provider) external view returns (uint256 cents);

    /// @notice What an insurer owes all providers, in cents.
    function totalOwedOf(uint32 insurer) external view returns (uint256 cents);

    /// @notice Whether the token balance covers every insurer's balance.
    function isSolvent() external view returns (bool);

    /// @notice The settlement token.
    function token() external view returns (address);

    /// @notice Units of the token's decimals in one cent.
    function tokenUnitsPerCent() external view returns (uint256);
}
